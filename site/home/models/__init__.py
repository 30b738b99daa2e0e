from home.models.generation import Generation
from home.models.incident import Incident
from home.models.pages import HomePage, StandardPage

__all__ = ["Generation", "HomePage", "Incident", "StandardPage"]
