"""The one loop of the desk that has to be fast: which gap could take a visit, at which price?"""

from rota.core.compiling import compiled, compiled_inside

FAR = 1 << 60


@compiled_inside
def least_wish(low, high, early, late):
    """Return the least price of a start from `low` to `high`: kinks as rows of moment, rate."""
    best = FAR
    for number in range(2 + len(early) + len(late)):
        if number == 0:
            start = low
        elif number == 1:
            start = high
        elif number < 2 + len(early):
            start = early[number - 2, 0]
        else:
            start = late[number - 2 - len(early), 0]
        start = min(max(start, low), high)
        price = 0
        for kink in range(len(early)):
            price += early[kink, 1] * max(0, early[kink, 0] - start)
        for kink in range(len(late)):
            price += late[kink, 1] * max(0, start - late[kink, 0])
        best = min(best, price)
    return best


@compiled_inside
def first_after_break(opens, way, earliest, latest, length):
    """
    Return the first start in a gap with room before it for the way and a break, in either order.

    :param earliest: when the break may begin
    :param latest: when it has to be over
    """
    ends = max(earliest, opens + way) + length
    if ends <= latest:
        return ends
    if max(earliest, opens) + length <= latest:
        return max(earliest, opens) + length + way
    return FAR


@compiled_inside
def last_before_break(closes, way, earliest, latest, length):
    """Return the last end in a gap with room after it for a break and the way, in either order."""
    begins = min(latest, closes - way) - length
    if begins >= earliest:
        return begins
    if min(latest, closes) - length >= earliest:
        return min(latest, closes) - length - way
    return -FAR


@compiled
def scan(rows, numbers, gaps, people, ways, visit, windows, early, late, found):
    """
    Write every gap that could take the visit to `found` and return how many there are.

    The price is never more than the true one; what the loop cannot know (breaks, rests, rules of
    the week) can only make a gap dearer or bar it. Linear in the gaps of the rows from
    `visit.first` to `visit.last`.

    :param rows: per shift: worker, mode, longest leg, gaps, worked time, how much longer the
        worker may work, what its breaks away and its risk may save, length of its breaks; then
        of one break that can be had anywhere: earliest beginning, latest end, length (0: none)
    :param numbers: weights of a tick, a metre, a tick of waiting, a shift used
    :param gaps: per shift and gap: opens, closes, origin, entry, tail, ticks, metres, and whether
        another gap has room for that break
    :param people: per worker: fits, liking, rate, minimum paid, credit, whether hours are plain
    :param ways: per mode: ticks and metres to the visit from all places, and from it
    :param visit: first and last row, length, moment before which nobody can set out, the errand's
        ticks, then its travel and metres by mode; last the grid of starts and where it begins
    :param found: price, row, gap, earliest and latest start
    """
    tick, metre, waiting, used = numbers
    first, last, length, now = visit[0], visit[1], visit[2], visit[3]
    grid, midnight = visit[len(visit) - 2], visit[len(visit) - 1]
    count = 0
    for row in range(first, last):
        worker, mode, longest, size = rows[row, 0], rows[row, 1], rows[row, 2], rows[row, 3]
        if not people[worker, 0]:
            continue
        worked, room, rest = rows[row, 4], rows[row, 5], rows[row, 7]
        rate, minimum, credit = people[worker, 2], people[worker, 3], people[worker, 4]
        plain_hours = people[worker, 5]
        errand_ticks = visit[4]
        errand_travel, errand_metres = visit[5 + 2 * mode], visit[6 + 2 * mode]
        for gap in range(size):
            opens, closes = max(gaps[row, gap, 0], now), gaps[row, gap, 1]
            if closes - opens < length:
                continue
            origin, entry, tail = gaps[row, gap, 2], gaps[row, gap, 3], gaps[row, gap, 4]
            there, there_metres = 0, 0
            if origin >= 0:
                there, there_metres = ways[mode, 0, origin], ways[mode, 1, origin]
            on, on_metres = 0, 0
            if entry >= 0:
                on, on_metres = ways[mode, 2, entry], ways[mode, 3, entry]
            if there < 0 or on < 0 or max(there, on, errand_travel) > longest:
                continue
            earliest = opens + there + errand_ticks + errand_travel
            latest = closes - tail - on - length
            if earliest > latest:
                continue
            detour = there + on + errand_travel - gaps[row, gap, 5]
            way = there_metres + on_metres + errand_metres - gaps[row, gap, 6]
            base = detour * tick + way * metre + people[worker, 1] - rows[row, 6] - waiting * rest
            if size == 1:
                base += used
            elif 0 < gap < size - 1:
                base -= waiting * (length + detour + errand_ticks)
            parted, until, since = False, latest, earliest
            if rows[row, 10] > 0 and not gaps[row, gap, 7]:
                until = last_before_break(
                    closes, tail + on, rows[row, 8], rows[row, 9], rows[row, 10]
                )
                since = first_after_break(
                    gaps[row, gap, 0],
                    there + errand_ticks + errand_travel,
                    rows[row, 8],
                    rows[row, 9],
                    rows[row, 10],
                )
                until = min(latest, until - length)
                since = max(earliest, since)
                parted = since > until
            for part in range((1 + parted) * len(windows)):
                window = part % len(windows)
                low = max(earliest, windows[window, 0])
                high = min(latest, windows[window, 1])
                if parted and part < len(windows):
                    high = min(high, until)
                elif parted:
                    low = max(low, since)
                low += (midnight - low) % grid
                high -= (high - midnight) % grid
                if low > high:
                    continue
                least, most = 0, 0
                if size == 1:
                    least = length + there + errand_ticks + errand_travel + on
                    most = least
                elif gap == 0:
                    sets_out = closes - tail - gaps[row, gap, 5]
                    least = sets_out - (high - there - errand_ticks - errand_travel)
                    most = sets_out - (low - there - errand_ticks - errand_travel)
                elif gap == size - 1:
                    back = opens + gaps[row, gap, 5]
                    least = low + length + on - back
                    most = high + length + on - back
                if not plain_hours:
                    least, most = min(least, 0), max(most, closes - opens)
                if least > room:
                    continue
                price = base + least_wish(low, high, early, late)
                if rate:
                    before = 0 if size == 1 else max(worked, minimum)
                    price += rate * (max(worked + least, minimum) - before)
                if credit:
                    price -= credit * max(most, 0)
                found[count, 0] = price
                found[count, 1] = row
                found[count, 2] = gap
                found[count, 3] = low
                found[count, 4] = high
                count += 1
                if count == len(found):
                    return count
    return count
