"""Is there room in a round for the breaks its worker is owed, and for leave?"""

from rota.core.compiling import compiled_inside
from rota.core.layout import LAST, LENGTH, NEVER, NO_LIMIT, NOTHING, PLACE, START, SUCC
from rota.core.rulebook import DURATION, EARLIEST, LATEST, LEAVE, LONGEST_WORK


@compiled_inside
def rest_in_gap(earliest, latest, length, opens, closes, way, is_first, is_last, bound):
    """
    Test whether a break finds room in a gap without lengthening the round.

    :param bound: it begins no later than this
    """
    starts = max(earliest, opens)
    if is_first:
        return starts + length <= min(latest, closes - way) and starts <= bound
    if starts < opens + way:
        starts = opens + way
    if starts + length <= min(latest, closes):
        return starts <= bound
    if is_last:
        return False
    ends = max(earliest, opens) + length
    return ends <= latest and ends + way <= closes and ends - length <= bound


@compiled_inside
def find_gap(rows, travel, breaks, rest, first, last, bound, taken, used):
    """
    Return the number of the first gap of a round with room for break number `rest`, and whether
    it is an inner one; -1 if there is none.

    :param bound: latest beginning within the round; NEVER if it need not lie within
    :param taken: numbers of the gaps that other breaks have taken, `used` of them
    """
    row = first
    number = 0
    while row != last:
        after = rows[row, SUCC]
        opens = rows[row, START] + rows[row, LENGTH]
        closes = rows[last, LAST] if after == last else rows[after, START]
        way = travel[rows[row, PLACE], rows[after, PLACE]]
        is_inner = row != first and after != last
        free = True
        for earlier in range(used):
            if taken[earlier] == number:
                free = False
        if free and (is_inner or bound == NEVER):
            found = rest_in_gap(
                breaks[rest, EARLIEST], breaks[rest, LATEST], breaks[rest, DURATION],
                opens, closes, way, row == first, after == last, bound,
            )  # fmt: skip
            if found:
                return number, is_inner
        row = after
        number += 1
    return -1, False


@compiled_inside
def leave_in_round(rows, travel, breaks, leave, first, last, out, back):
    """
    Return the gap that a stretch of leave lies in, when the worker then sets out and is back.

    Before the first visit they may have to set out before the leave, after the last one to go
    back after it. The gap is -1 if there is no room.
    """
    gap, _is_inner = find_gap(
        rows, travel, breaks, leave, first, last, NO_LIMIT, breaks[0], NOTHING
    )
    if gap >= 0:
        return gap, out, back
    begins = breaks[leave, EARLIEST]
    ends = begins + breaks[leave, DURATION]
    row = rows[first, SUCC]
    way = travel[rows[first, PLACE], rows[row, PLACE]]
    if ends <= rows[row, START] and begins - way >= rows[first, START]:
        return NOTHING, min(out, begins - way), back
    number = NOTHING
    while row != last:
        before = row
        row = rows[row, SUCC]
        number += 1
    way = travel[rows[before, PLACE], rows[last, PLACE]]
    is_after = begins >= rows[before, START] + rows[before, LENGTH]
    if is_after and ends + way <= rows[last, LAST]:
        return number, out, max(back, ends + way)
    return NOTHING - 1, out, back


@compiled_inside
def rest_in_round(rows, travel, breaks, head, count, first, last, out, back, leave, taken):
    """
    Find room for the breaks of a round; say whether there is, when the worker then sets out and
    is back, and how much rest lies between visits.

    A single break that depends on nothing is placed as `rota.gaps` places it. For others, and for
    leave, the answer is never too kind: each is given a gap of its own that lengthens nothing.
    """
    owed = 0
    only = head
    used = NOTHING
    span = back - out
    for number in range(head, head + count):
        if breaks[number, LONGEST_WORK] == LEAVE:
            gap, out, back = leave_in_round(rows, travel, breaks, number, first, last, out, back)
            if gap == -1:
                return False, out, back, NOTHING
            taken[used] = gap
            used += 1
        elif breaks[number, LONGEST_WORK] == NEVER or span > breaks[number, LONGEST_WORK]:
            owed += 1
            only = number
    rested = NOTHING
    placed = 0
    for number in range(head, head + count):
        bound = NO_LIMIT
        if breaks[number, LONGEST_WORK] == LEAVE:
            continue
        if breaks[number, LONGEST_WORK] < NEVER:
            if span <= breaks[number, LONGEST_WORK]:
                continue
            bound = out + breaks[number, LONGEST_WORK]
        gap, is_inner = find_gap(rows, travel, breaks, number, first, last, bound, taken, used)
        if gap < 0:
            break
        taken[used] = gap
        used += 1
        placed += 1
        if is_inner:
            rested += breaks[number, DURATION]
    if placed == owed:
        return True, out, back, rested
    if owed > 1 or leave != 0 or breaks[only, LONGEST_WORK] < NEVER:
        return False, out, back, rested
    return rest_at_an_end(rows, travel, breaks, only, first, last, out, back)


@compiled_inside
def rest_at_an_end(rows, travel, breaks, rest, first, last, out, back):
    """Set out earlier and rest before the first visit, or rest after the last; as above."""
    row = rows[first, SUCC]
    way = travel[rows[first, PLACE], rows[row, PLACE]]
    starts = min(breaks[rest, LATEST], rows[row, START]) - breaks[rest, DURATION]
    earlier = NEVER
    if starts >= breaks[rest, EARLIEST] and starts - way >= rows[first, START]:
        earlier = out - (starts - way)
    while rows[row, SUCC] != last:
        row = rows[row, SUCC]
    way = travel[rows[row, PLACE], rows[last, PLACE]]
    ends = max(breaks[rest, EARLIEST], rows[row, START] + rows[row, LENGTH])
    ends += breaks[rest, DURATION]
    later = NEVER
    if ends <= breaks[rest, LATEST] and ends + way <= rows[last, LAST]:
        later = ends + way - back
    if earlier == NEVER and later == NEVER:
        return False, out, back, NOTHING
    if earlier <= later:
        return True, out - earlier, back, NOTHING
    return True, out, back + later, NOTHING
