"""Partyschool: training at town Party schools (镇街党校教育培训), from the roll to the year's summary."""

__version__ = "0.2.0"
