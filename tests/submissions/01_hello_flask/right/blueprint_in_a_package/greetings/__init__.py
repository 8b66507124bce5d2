from greetings.views import blueprint

__all__ = ["blueprint"]
