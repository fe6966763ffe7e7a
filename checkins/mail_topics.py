"""What somebody can be mailed about, and what she wants."""

from collections.abc import Iterable

from objectives.models import Objective
from organizations.models import MailTopic, Membership, TeamMembership

# What each topic brings, for whoever decides whether to have it by mail.
SENTENCES = {
    MailTopic.CHECK_INS: "On the day they are due, and once more where they are late.",
    MailTopic.SILENCE: "Three days after a check-in was due in a team that you lead, or below an objective of yours.",
    MailTopic.DIGEST: "What changed and who is silent, on the working day after check-ins were due.",
    MailTopic.CONVERSATION: "Who asks or names you, and who comments on what is yours; one mail a few minutes later.",
    MailTopic.PERIODS: "When it is time to set objectives, to score and reflect, to open or to close a period.",
}


def topics_of(membership: Membership) -> list[MailTopic]:
    """What can concern her at all: whoever only reads is asked for nothing, but may be named. Two questions at most."""
    if not membership.may_write:
        return [MailTopic.CONVERSATION]
    concerned = {
        MailTopic.CHECK_INS: True,
        MailTopic.SILENCE: membership.organization.escalates and hears_of_silence(membership),
        MailTopic.DIGEST: membership.is_leader,
        MailTopic.PERIODS: True,
        MailTopic.CONVERSATION: True,
    }
    return [topic for topic in MailTopic if concerned[topic]]


def hears_of_silence(membership: Membership) -> bool:
    """Who leads a team, or owns what others support."""
    leads = TeamMembership.objects.filter(membership=membership, is_lead=True)
    return leads.exists() or Objective.objects.active().filter(owner=membership).exists()


def unwanted_after(membership: Membership, offered: Iterable[str], wanted: Iterable[str]) -> set[str]:
    """What is not ticked is unwanted; what was not offered stays as it is."""
    return (set(membership.unwanted_mails) - set(offered)) | (set(offered) - set(wanted))
