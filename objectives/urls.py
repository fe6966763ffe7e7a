"""Addresses of periods, objectives and key results, below `/<organization>/`; their own pages are in `dashboards`."""

from django.urls import URLPattern, path

from objectives.views import (
    carry_over,
    checklist,
    contributions,
    initiatives,
    key_results,
    objective_life,
    objective_list,
    objectives,
    periods,
    reviews,
)

PERIOD = "periods/<uuid:period_id>"
OBJECTIVE = "objectives/<uuid:objective_id>"
KEY_RESULT = "key-results/<uuid:key_result_id>"
INITIATIVE = "initiatives/<uuid:initiative_id>"

urlpatterns: list[URLPattern] = [
    path("periods/", periods.periods, name="periods"),
    path("periods/new/", periods.period_new, name="period_new"),
    path(f"{PERIOD}/edit/", periods.period_edit, name="period_edit"),
    path(f"{PERIOD}/checklist/", checklist.period_checklist, name="period_checklist"),
    path(f"{PERIOD}/open/", periods.period_open, name="period_open"),
    path(f"{PERIOD}/end/", periods.period_end, name="period_end"),
    path(f"{PERIOD}/close/", periods.period_close, name="period_close"),
    path(f"{PERIOD}/reopen/", periods.period_reopen, name="period_reopen"),
    path(f"{PERIOD}/carry-over/", carry_over.period_carry_over, name="period_carry_over"),
    path(f"{PERIOD}/scoring/", reviews.period_scoring, name="period_scoring"),
    path("objectives/", objective_list.objective_list, name="objective_list"),
    path("objectives/new/", objectives.objective_new, name="objective_new"),
    path(f"{OBJECTIVE}/edit/", objectives.objective_edit, name="objective_edit"),
    path(f"{OBJECTIVE}/move/", objectives.objective_move, name="objective_move"),
    path(f"{OBJECTIVE}/review/", reviews.objective_review, name="objective_review"),
    path(f"{OBJECTIVE}/archive/", objective_life.objective_archive, name="objective_archive"),
    path(f"{OBJECTIVE}/restore/", objective_life.objective_restore, name="objective_restore"),
    path(f"{OBJECTIVE}/weights/", objective_life.objective_weights, name="objective_weights"),
    path(f"{OBJECTIVE}/weights/undo/", objective_life.objective_weights_undo, name="objective_weights_undo"),
    path("objectives/versions/<uuid:version_id>/undo/", objective_life.objective_undo, name="objective_undo"),
    path(f"{OBJECTIVE}/key-results/new/", key_results.key_result_new, name="key_result_new"),
    path(f"{KEY_RESULT}/edit/", key_results.key_result_edit, name="key_result_edit"),
    path(f"{KEY_RESULT}/archive/", key_results.key_result_archive, name="key_result_archive"),
    path(f"{KEY_RESULT}/restore/", key_results.key_result_restore, name="key_result_restore"),
    path(f"{KEY_RESULT}/contributions/", contributions.key_result_contributions, name="key_result_contributions"),
    path(f"{KEY_RESULT}/initiatives/", initiatives.key_result_initiatives, name="key_result_initiatives"),
    path(f"{INITIATIVE}/edit/", initiatives.initiative_edit, name="initiative_edit"),
    path(f"{INITIATIVE}/state/", initiatives.initiative_state, name="initiative_state"),
    path(f"{INITIATIVE}/withdraw/", initiatives.initiative_withdraw, name="initiative_withdraw"),
    path(f"{INITIATIVE}/restore/", initiatives.initiative_restore, name="initiative_restore"),
    path(f"{KEY_RESULT}/done/", key_results.key_result_done, name="key_result_done"),
    path(f"{KEY_RESULT}/reopen/", key_results.key_result_reopen, name="key_result_reopen"),
    path("key-results/versions/<uuid:version_id>/undo/", key_results.key_result_undo, name="key_result_undo"),
]
