"""Addresses of account pages."""

from django.urls import path

from huying.accounts import factor_views, provider_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("provider/", provider_views.provider, name="provider"),
    path("provider/back/", provider_views.provider_back, name="provider_back"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("code/", factor_views.code, name="code"),
    path("second-factor/", factor_views.second_factor, name="second_factor"),
    path("recovery-codes/", factor_views.recovery_codes, name="recovery_codes"),
    path("another-phone/", factor_views.another_phone, name="another_phone"),
    path("post/", views.choose_post, name="choose_post"),
    path("password/", views.change_password, name="change_password"),
]
