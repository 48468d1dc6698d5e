"""What may be done with plans and single orders, by subject."""

from guanjia.chapters.planning.commands.answers import (
    accept_plan,
    ask_for_change,
    decline_plan,
    end_plan,
)
from guanjia.chapters.planning.commands.contracts import note_contract_read, open_signature
from guanjia.chapters.planning.commands.drafts import draft_plan, revise_plan, withdraw_plan
from guanjia.chapters.planning.commands.forgetting import forget_household
from guanjia.chapters.planning.commands.lines import (
    add_line,
    change_line,
    remove_line,
    set_goal,
    set_targets,
    set_terms,
)
from guanjia.chapters.planning.commands.offers import (
    AnswerLink,
    make_answer_link,
    offer_plan,
    offer_with_link,
)
from guanjia.chapters.planning.commands.orders import (
    book_by_phone,
    book_order,
    cancel_order,
    end_order_of_visit,
    fulfil_order,
)
from guanjia.chapters.planning.commands.papers import (
    bring_paper,
    confirm_paper,
    open_scan,
    refuse_paper,
    take_back_paper,
)
from guanjia.chapters.planning.commands.partings import end_what_is_planned

__all__ = [
    "AnswerLink",
    "accept_plan",
    "add_line",
    "ask_for_change",
    "book_by_phone",
    "book_order",
    "bring_paper",
    "cancel_order",
    "change_line",
    "confirm_paper",
    "decline_plan",
    "draft_plan",
    "end_order_of_visit",
    "end_plan",
    "end_what_is_planned",
    "forget_household",
    "fulfil_order",
    "make_answer_link",
    "note_contract_read",
    "offer_plan",
    "offer_with_link",
    "open_scan",
    "open_signature",
    "refuse_paper",
    "remove_line",
    "revise_plan",
    "set_goal",
    "set_targets",
    "set_terms",
    "take_back_paper",
    "withdraw_plan",
]
