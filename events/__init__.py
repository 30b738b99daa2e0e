"""Workshops and consultations, States, ministries, institutions, people, agenda."""
