"""The budget of a run."""

from newscrawl.frontier.budget import MAX_IN_HAND, MAX_UNSETTLED, REQUESTS_A_PAGE, Budget
from newscrawl.frontier.order import PROMISING, REQUISITES
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.model.visit import Visit


def visit(status):
    lead = Lead(id=1, url="https://paper.example/", role=Role.TEASER)
    return Visit(lead=lead, status=status)


def test_without_a_limit_all_that_is_wanted_may_be_taken_as_long_as_visits_get_settled():
    budget = Budget(None)
    for _ in range(100):
        budget.take(16)
        for _ in range(16):
            budget.settle(visit(200))
    assert budget.room(16) == (16, REQUISITES)
    budget.take(MAX_UNSETTLED - 4)
    assert budget.room(16) == (4, REQUISITES)
    assert not budget.is_spent


def test_lesser_leads_wait_while_a_visit_is_in_hand():
    budget = Budget(100)
    assert budget.room(16) == (4, REQUISITES)
    budget.take(4)
    assert budget.room(16) == (MAX_IN_HAND - 4, PROMISING)


def test_only_answers_200_count_as_pages():
    budget = Budget(2)
    budget.take(2)
    assert budget.room(16)[0] == 0
    budget.settle(visit(404))
    budget.settle(visit(200))
    assert budget.room(16) == (1, REQUISITES)
    budget.take(1)
    budget.settle(visit(200))
    assert budget.is_spent


def test_a_site_of_dead_links_ends_by_the_number_of_requests():
    budget = Budget(2)
    for _ in range(2 * REQUESTS_A_PAGE):
        assert not budget.is_spent
        budget.take(1)
        budget.settle(visit(404))
    assert budget.is_spent


def test_what_was_never_asked_costs_nothing():
    budget = Budget(1)
    for _ in range(10):
        budget.take(1)
        budget.settle(visit(None))
    assert budget.room(1) == (1, REQUISITES)
