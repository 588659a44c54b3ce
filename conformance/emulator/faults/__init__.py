"""Seeded faults: ways in which this emulator can be wrong on purpose, each a mistake that a store made or could make.

A rule that is switched off is one, too (`switches` knows them all); here is what no missing rule explains. A fault is
one entry in the module of its subject, and one line at the place of the behaviour asks for it.
"""
