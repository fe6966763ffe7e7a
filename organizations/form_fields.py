"""A form's fields and errors as Sightline shows them; registered as tags in `templatetags/components.py`."""

from collections.abc import Iterable
from typing import TypeAlias

from django import forms
from django.template.loader import render_to_string

Forms: TypeAlias = "forms.BaseForm | Iterable[Forms] | None"


def field(bound: forms.BoundField, label: str = "", hint: str = "", short: bool = False, scale: bool = False) -> str:
    """`{% field form.title %}`: label, hint, error and input, tied together for every reader."""
    if bound.is_hidden:
        return str(bound)
    hint = hint or str(bound.help_text)  # str() keeps what is safe safe
    described = [f"{bound.auto_id}_helptext"] * bool(hint) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    context = {"field": bound, "label": label or bound.label, "hint": hint, "short": short, "scale": scale}
    context |= {"describedby": " ".join(described), "kind": _kind(bound)}
    if not bound.use_fieldset:
        attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
        context["input"] = bound.as_widget(attrs=attributes)
    return render_to_string("components/field.html", context)


def error_summary(*forms_or_sets: Forms) -> dict[str, list[dict[str, str]]]:
    """`{% error_summary form %}`: what is wrong, first on the page, each line a link to its field."""
    errors = [error for form in _each_form(forms_or_sets) for error in _errors(form)]
    return {"errors": errors}


def _kind(bound: forms.BoundField) -> str:
    if bound.use_fieldset:
        return "choices"
    return "checkbox" if isinstance(bound.field.widget, forms.CheckboxInput) else "input"


def _each_form(forms_or_sets: Iterable[Forms]) -> Iterable[forms.BaseForm]:
    for item in forms_or_sets:
        if isinstance(item, forms.BaseForm):
            yield item
        elif item:
            yield from _each_form(item)


def _errors(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    for error in form.non_field_errors():
        yield {"text": str(error), "href": ""}
    for bound in form.hidden_fields():
        for error in bound.errors:
            yield {"text": str(error), "href": ""}
    for bound in form.visible_fields():
        first_choice = f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
        named = bound.label if bound.label[-1:] in "?!." else f"{bound.label}:"
        for error in bound.errors:
            yield {"text": f"{named} {error}", "href": f"#{bound.id_for_label or first_choice}"}
