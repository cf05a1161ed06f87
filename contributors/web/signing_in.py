"""Signing in and out, with Django's own views. The language stays: it lives in a cookie of its own."""

from django.contrib.auth.views import LoginView, LogoutView

login = LoginView.as_view(template_name="contributors/login.html", redirect_authenticated_user=True)
logout = LogoutView.as_view()
