"""Supervision 督办: orders to units below, marks on units, and the means of law towards enterprises."""
