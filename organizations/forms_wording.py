"""What a form says of a field that was left empty."""

from django import forms

LEFT_EMPTY = {
    "name": "Write a name.",
    "organization_name": "Write the name of your organization.",
    "login": "Write your e-mail address.",
    "email": "Write an e-mail address.",
    "password": "Write your password.",
    "oldpassword": "Write the password that you have now.",
    "password1": "Choose a password.",
    "password2": "Write the same password again.",
    "code": "Write the code from the mail.",
    "membership": "Choose somebody.",
    "starts_on": "Choose the first day.",
    "ends_on": "Choose the last day.",
}
CHOOSE, FILL_IN = "Choose one of these.", "Fill this in."


class FriendlyForm(forms.Form):
    """Says what to do about a field that was left empty, unless the field itself knows better words."""

    def full_clean(self) -> None:
        for name, field in self.fields.items():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                otherwise = CHOOSE if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else FILL_IN
                field.error_messages["required"] = LEFT_EMPTY.get(name, otherwise)
        super().full_clean()
