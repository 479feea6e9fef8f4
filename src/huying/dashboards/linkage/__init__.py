"""The linkage board 联动看板: how matters go between the levels, where they wait, how long they take."""
