"""Deadlines: what is handed down never ends later, and a passed one is told from "not found"."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import KreissError

seconds = st.floats(0, 1e6)


@given(seconds, seconds, st.floats(0, 1))
def test_what_is_handed_down_never_ends_later(allowed, wanted, part):
    for deadline in (Deadline.after(allowed), Deadline.on_the_wall(allowed)):
        for handed in (deadline.within(wanted), deadline.share(part)):
            assert handed.end <= deadline.end
            assert handed.clock is deadline.clock


def test_a_passed_deadline_stops_the_work_and_one_that_never_comes_does_not():
    over = Deadline.after(0)
    assert over.passed
    assert over.left == 0
    with pytest.raises(OutOfTime):
        over.check()
    NEVER.check()
    assert NEVER.unlimited
    assert NEVER.left == NEVER.share(0.5).left == inf


def test_time_that_is_over_is_no_error_of_the_users_and_not_taken_for_one():
    assert not issubclass(OutOfTime, KreissError)
