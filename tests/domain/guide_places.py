"""Every place and every action of the guide, for tests that draw them at random."""

from hypothesis import strategies as st

from bot.domain.guide import (
    CHOICES,
    STEPS,
    Act,
    Action,
    DraftIn,
    Kind,
    Mark,
    Paid,
    Place,
    Program,
    Protection,
    Situation,
    Step,
    View,
)

EVERY_ACTION = [Action(one, choice) for one in Act for choice in range(CHOICES.get(one, 1))]

places = st.builds(
    Place,
    step=st.sampled_from(Step),
    view=st.sampled_from(View),
    kind=st.sampled_from(Kind),
    paid=st.sampled_from(Paid),
    situation=st.frozensets(st.sampled_from(Situation)),
    program=st.sampled_from(Program),
    protection=st.none() | st.sampled_from(Protection),
    visiting=st.booleans(),
    draft=st.sampled_from(DraftIn),
    marks=st.tuples(*[st.sampled_from(Mark)] * len(STEPS)),
    protections=st.tuples(*[st.sampled_from(Mark)] * len(Protection)),
)
actions = st.sampled_from(EVERY_ACTION)
