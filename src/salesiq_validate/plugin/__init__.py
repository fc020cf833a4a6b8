"""The pytest plugin, all but its entry point: imported when a run judges traffic, and never otherwise.

`_salesiq_validate_pytest`, outside this package, is what pytest always loads.
"""
