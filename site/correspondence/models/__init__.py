from correspondence.models.ledger import MailMessage

__all__ = ["MailMessage"]
