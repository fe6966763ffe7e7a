"""Somebody who does whatever comes to mind: random actions on the tree and its periods, refusals among them."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from checkins.actions import Statement, check_in
from objectives.actions.carry_over import carry_over
from objectives.actions.contributions import contribute, stop_contributing
from objectives.actions.key_results import (
    create_key_result,
    edit_key_result,
    mark_done,
    put_key_result_in_state,
    reopen_key_result,
    revert_key_result,
)
from objectives.actions.objectives import (
    create_objective,
    edit_objective,
    move_objective,
    put_objective_in_state,
    revert_objective,
    weigh_supporters,
)
from objectives.actions.periods import begin_grace, close_period, open_period, reopen_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.contribution import why_not
from objectives.errors import Refused
from objectives.milestones import Milestone, as_json, milestones_of
from objectives.models import KeyResult, KeyResultVersion, Measure, Objective, ObjectiveVersion, Period, State
from objectives.models.key_result import COMPUTED, CONTRIBUTED


class Company:
    """Somebody who does whatever comes to mind, seeded."""

    def __init__(self, by, seed):
        self.by, self.dice, self.reason = by, random.Random(seed), "Because."
        self.moment = timezone.now()

    def act(self):
        """One action; what it is refused by is an answer as well."""
        return self.do(self.dice.choice(self.actions()).__name__)

    def do(self, name):
        self.moment += timedelta(hours=self.dice.randint(1, 60))
        try:
            getattr(self, name)()
        except Refused:
            return f"{name} refused"
        return name

    def actions(self):
        often = [self.check_in] * 4 + [self.add_objective] * 3 + [self.add_key_result] * 4 + [self.move] * 3
        return [
            *often,
            *(self.edit_objective, self.edit_key_result, self.weigh, self.state_of_objective, self.state_of_key_result),
            *[self.contribute] * 4,
            *(self.finish, self.reopen, self.revert_objective, self.revert_key_result, self.change_period),
        ]

    def any(self, model):
        return self.dice.choice(list(model.objects.order_by("pk")) or [None])

    def number(self):
        return Decimal(self.dice.choice([0, 1, 3, 10, -5, "0.000001", "33.333333", 100, 250]))

    def weight(self):
        return Decimal(self.dice.choice([0, 1, 1, 1, 2, "0.333", 7]))

    def add_objective(self):
        parent, key_result = self.any(Objective), None
        if parent and self.dice.random() < 0.3:
            key_result = parent.key_results.order_by("-measure", "pk").first()
        supported = list(KeyResult.objects.filter(measure=Measure.SUPPORTED).order_by("pk"))
        if supported and self.dice.random() < 0.3:
            key_result = self.dice.choice(supported)
            parent = key_result.objective
        create_objective(
            by=self.by,
            period=self.any(Period),
            title="We want it",
            belongs_to="company",
            parent=parent if self.dice.random() < 0.8 else None,
            parent_key_result=key_result,
            weight=self.weight(),
            supporters_weight=self.weight(),
            reason=self.reason,
            at=self.moment,
        )

    def aim(self):
        aim = {name: self.number() for name in ("start", "target", "low")}
        measure = self.dice.choice([*Measure.values, *COMPUTED])
        aim |= {"high": aim["low"] + abs(self.number()), "measure": measure}
        return aim | {"milestones": self.milestones() if aim["measure"] == Measure.MILESTONES else []}

    def milestones(self, known=()):
        """Some of those that are known, most of them as they were, and a few new ones."""
        kept = [replace(m, weight=self.above_0()) if self.dice.random() < 0.3 else m for m in known]
        kept = [replace(m, due_on=self.day()) if self.dice.random() < 0.3 else m for m in kept]
        new = [Milestone(self.id(), "", self.above_0(), self.day()) for _ in range(self.dice.randint(0, 3))]
        found = [m for m in kept if self.dice.random() < 0.8] + new
        return as_json(replace(m, title=f"Step {m.id}") for m in found)

    def id(self):
        return "".join(self.dice.choices("abcdefgh", k=5))

    def above_0(self):
        return Decimal(self.dice.choice([1, 1, 1, 2, "0.5", "2.125"]))

    def day(self):
        return self.dice.choice([None, self.moment.date() + timedelta(days=self.dice.randint(-30, 60))])

    def add_key_result(self, **aim):
        if objective := self.any(Objective):
            due_on = self.dice.choice([None, objective.period.starts_on + timedelta(days=self.dice.randint(-5, 120))])
            facts = self.aim() | aim | {"weight": self.weight(), "due_on": due_on, "owner": self.by}
            create_key_result(
                by=self.by, objective=objective, title="It shows", reason=self.reason, at=self.moment, **facts
            )

    def check_in(self):
        key_results = list(KeyResult.objects.order_by("pk"))
        chosen = self.dice.sample(key_results, min(len(key_results), self.dice.randint(1, 5)))
        check_in(by=self.by, statements=[self.statement(k) for k in chosen], at=self.moment)

    def statement(self, key_result):
        confidence = self.dice.randint(0, 10)
        if key_result.measure != Measure.MILESTONES:
            return Statement(key_result.pk, self.number(), confidence, "Said.")
        ids = [item["id"] for item in key_result.milestones if self.dice.random() < 0.5]
        return Statement(key_result.pk, None, confidence, "Said.", reached=tuple(ids))

    def contribute(self):
        """Mostly what can; the first time there is a sum to add into."""
        sums = list(KeyResult.objects.filter(measure__in=CONTRIBUTED).order_by("pk"))
        if not sums:
            self.add_key_result(measure=self.dice.choice(CONTRIBUTED), start=Decimal(0), target=Decimal(100))
            return
        to, act = self.dice.choice(sums), self.dice.choice([contribute, contribute, contribute, stop_contributing])
        fitting = [k for k in KeyResult.objects.active().order_by("pk") if not why_not(k, to)]
        act(self.dice.choice(fitting or [to]), to, by=self.by, reason=self.reason, at=self.moment)

    def move(self):
        if objective := self.any(Objective):
            parent = self.any(Objective) if self.dice.random() < 0.8 else None
            move_objective(objective, by=self.by, parent=parent, reason=self.reason, at=self.moment)

    def edit_objective(self):
        if objective := self.any(Objective):
            changes = [
                {"weight": self.weight(), "supporters_weight": self.weight()},
                {"period": self.any(Period)},
                {"parent": self.any(Objective)},
                {"parent": None},
                {"parent_key_result": self.any(KeyResult)},
                {"parent": self.any(Objective), "parent_key_result": self.any(KeyResult)},
            ]
            edit_objective(objective, by=self.by, changes=self.dice.choice(changes), reason=self.reason, at=self.moment)

    def edit_key_result(self):
        if key_result := self.any(KeyResult):
            one = self.dice.choice(["start", "target", "low", "high"])
            changes = [self.aim(), {one: self.number()}, {"weight": self.weight()}, {one: None}]
            if key_result.measure == Measure.MILESTONES:
                changes = [{"milestones": self.milestones(milestones_of(key_result.milestones))}]
            edit_key_result(
                key_result, by=self.by, changes=self.dice.choice(changes), reason=self.reason, at=self.moment
            )

    def weigh(self):
        if parent := self.any(Objective):
            weights = {child.pk: self.weight() for child in Objective.objects.filter(parent=parent)}
            weigh_supporters(parent, weights, by=self.by, reason=self.reason, at=self.moment)

    def state_of_objective(self):
        if objective := self.any(Objective):
            put_objective_in_state(
                objective, self.dice.choice(State.values), by=self.by, reason=self.reason, at=self.moment
            )

    def state_of_key_result(self):
        if key_result := self.any(KeyResult):
            put_key_result_in_state(
                key_result, self.dice.choice(State.values), by=self.by, reason=self.reason, at=self.moment
            )

    def finish(self):
        if key_result := self.any(KeyResult):
            done_as = self.dice.choice(["reached", "given_up"])
            mark_done(key_result, by=self.by, done_as=done_as, reason=self.reason, at=self.moment)

    def reopen(self):
        if key_result := KeyResult.objects.exclude(done_as="").order_by("pk").first():
            reopen_key_result(key_result, by=self.by, reason=self.reason, at=self.moment)

    def revert_objective(self):
        if version := self.any(ObjectiveVersion):
            revert_objective(version, by=self.by, at=self.moment)

    def revert_key_result(self):
        if version := self.any(KeyResultVersion):
            revert_key_result(version, by=self.by, at=self.moment)

    def change_period(self):
        period, rare = self.any(Period), self.dice.random() < 0.15
        if period.is_planned:
            open_period(period, by=self.by, at=self.moment)
        elif rare and period.is_open:
            begin_grace(period, by=self.by, reason=self.reason, at=self.moment)
        elif rare:
            close_period(period, by=self.by, at=self.moment)

    def open_period(self):
        open_period(self.any(Period), by=self.by, at=self.moment)

    def end_period(self):
        begin_grace(self.any(Period), by=self.by, reason=self.reason, at=self.moment)

    def close_period(self):
        close_period(self.any(Period), by=self.by, at=self.moment)

    def reopen_period(self):
        reopen_period(self.any(Period), by=self.by, reason=self.reason, at=self.moment)

    def review(self):
        if objective := self.any(Objective):
            scores = {k.pk: Given(self.score(), self.reason) for k in objective.key_results.order_by("pk")[:2]}
            answers = Answers(learned="Much.", decision=self.dice.choice(["continue", "change", "drop", ""]))
            own = Given(self.score(), self.reason) if self.dice.random() < 0.3 else None
            review_objective(objective, by=self.by, key_results=scores, own=own, answers=answers, at=self.moment)

    def score(self):
        return Decimal(self.dice.randint(0, 100)) / 100

    def carry_over(self):
        chosen = [o.pk for o in Objective.objects.order_by("pk") if self.dice.random() < 0.6]
        carry_over(
            self.any(Period),
            self.any(Period),
            objectives=chosen,
            start_from=self.dice.choice(["value", "start"]),
            by=self.by,
            at=self.moment,
        )
