"""Guanjia 管家: the system on which a household-butler company runs its whole service."""
