from home.models.generation import Generation
from home.models.pages import HomePage, StandardPage

__all__ = ["Generation", "HomePage", "StandardPage"]
