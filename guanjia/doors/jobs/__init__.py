"""What happens by itself: tasks and their timetable."""
