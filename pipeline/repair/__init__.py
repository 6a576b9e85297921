"""OCR repair: what damaged words were before OCR, the typist or the web edition hurt them."""

from pipeline.repair.correction import RepairSettings, repair
from pipeline.repair.rate import corrected, letter_error_rate

__all__ = ["RepairSettings", "corrected", "letter_error_rate", "repair"]
