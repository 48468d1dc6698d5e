"""What is done by itself: the queue and the timetable."""
