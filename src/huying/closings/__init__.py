"""Monthly close 月度结算: the three rates of a period, frozen, checked, published, corrected beside (mission A9).

A period is frozen by itself once its contact limits are decided: one row for each case counted, with what it says.
Every figure is a count of these rows. Those counted may object within a limit; somebody above rules. A leader
publishes a numbered notice with the figures as they then stand; what changes later is a correction with a reason.
"""
