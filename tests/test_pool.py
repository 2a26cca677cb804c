"""Jobs on all processors: answers in order, and what hangs or crashes is answered as lost."""

import os
import signal

import pytest

from archive.pool import answers
from newscrawl.errors import ArchiveError


def doubled(job):
    """Stand in for deriving: do what the job says."""
    if job == "hang":
        while True:
            pass
    if job == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if job == "fault":
        raise ArchiveError("damaged")
    return job * 2


def told(job, reason):
    return f"{job}: {reason}"


def test_answers_come_in_order_and_bad_jobs_cost_no_other():
    jobs = [1, "hang", 2, "crash", *range(3, 200)]
    found = dict(answers(jobs, doubled, lost=told, size=2, job_seconds=0.5))
    assert list(found) == jobs
    assert found.pop("hang") == "hang: extract-timeout"
    assert found.pop("crash") == "crash: extract-crash"
    assert found == {job: job * 2 for job in found}


def test_jobs_are_taken_as_they_are_needed():
    taken = []
    jobs = (taken.append(number) or number for number in range(10_000))
    assert next(answers(jobs, doubled, lost=told, size=0)) == (0, 0)
    assert taken == [0]


def test_fault_of_the_archive_goes_to_the_caller():
    with pytest.raises(ArchiveError, match="damaged"):
        list(answers(["fault"], doubled, lost=told, size=1))
