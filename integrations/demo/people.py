"""The people and teams of Harbour Lane."""

from dataclasses import dataclass

NAME, SLUG, TIME_ZONE = "Harbour Lane", "demo", "Europe/Berlin"
PASSWORD = "sightline-demo"

# When somebody checks in: days after Monday, and how often not at all.
PROMPT, MIDWEEK, LATE, PATCHY, SILENT = "prompt", "midweek", "late", "patchy", "silent"


@dataclass(frozen=True)
class Person:
    name: str
    team: str = ""
    habit: str = PROMPT
    leads: bool = False
    role: str = "member"
    login: str = ""
    is_away: bool = False

    @property
    def handle(self) -> str:
        return self.name.split()[0].lower()

    @property
    def email(self) -> str:
        return f"{self.login or self.name.lower().replace(' ', '.')}@demo.test"


# Name, and the team that it is part of.
TEAMS = {
    "Product": "",
    "Berth planning": "Product",
    "Yard and cranes": "Product",
    "Platform": "Product",
    "Customers": "",
    "Sales": "Customers",
    "Onboarding": "Customers",
    "Support": "Customers",
    "People and finance": "",
    "Offices": "People and finance",
}

PEOPLE = (
    Person("Amara Okafor", role="leader", login="leader", habit=MIDWEEK),
    Person("Tobias Lindqvist", role="viewer", login="viewer"),
    # Product
    Person("Ines Duarte", "Product", leads=True, role="leader"),
    Person("Kaito Mori", "Product", MIDWEEK),
    Person("Greta Holm", "Product", LATE),
    Person("Mateo Ferrari", "Berth planning", leads=True),
    Person("Ben Carver", "Berth planning", login="owner"),
    Person("Chi Obi", "Berth planning", MIDWEEK),
    Person("Sanne Visser", "Berth planning"),
    Person("Pavel Novak", "Berth planning", PATCHY),
    Person("Yara Haddad", "Berth planning", LATE),
    Person("Emil Strand", "Berth planning"),
    Person("Aoife Brennan", "Berth planning", MIDWEEK),
    Person("Luca Conti", "Berth planning"),
    Person("Wen Zhao", "Yard and cranes", MIDWEEK, leads=True),
    Person("Freya Lund", "Yard and cranes"),
    Person("Samir Rahal", "Yard and cranes", LATE),
    Person("Zofia Wrona", "Yard and cranes", SILENT),
    Person("Jonas Keller", "Yard and cranes"),
    Person("Marta Silva", "Yard and cranes", MIDWEEK),
    Person("Ravi Menon", "Yard and cranes", PATCHY),
    Person("Elin Dahl", "Yard and cranes"),
    Person("Oskar Bauer", "Platform", leads=True),
    Person("Nadia Petrova", "Platform"),
    Person("Theo Laurent", "Platform", MIDWEEK),
    Person("Hanna Virtanen", "Platform", LATE),
    Person("Idris Cole", "Platform"),
    Person("Klara Jansen", "Platform", PATCHY),
    Person("Milan Horvat", "Platform"),
    Person("Signe Berg", "Platform", MIDWEEK),
    # Customers
    Person("Henrik Vogt", "Customers", leads=True, role="leader"),
    Person("Paula Reyes", "Customers", MIDWEEK),
    Person("Leila Amiri", "Sales", leads=True),
    Person("Victor Hale", "Sales", LATE),
    Person("Noor Aziz", "Sales"),
    Person("Bruno Costa", "Sales", MIDWEEK),
    Person("Ilse Maes", "Sales", is_away=True),
    Person("Dario Greco", "Sales", PATCHY),
    Person("Tamsin Rowe", "Sales"),
    Person("Otto Lehmann", "Sales", SILENT),
    Person("Dee Park", "Onboarding", leads=True),
    Person("Rosa Medina", "Onboarding"),
    Person("Anton Weiss", "Onboarding", MIDWEEK),
    Person("Lin Tran", "Onboarding"),
    Person("Carmen Vega", "Onboarding", LATE),
    Person("Finn Aalto", "Onboarding"),
    Person("Uma Nair", "Onboarding", MIDWEEK),
    Person("Farid Nassar", "Support", MIDWEEK, leads=True),
    Person("Julia Roth", "Support"),
    Person("Andrei Popa", "Support"),
    Person("Maud Perrin", "Support", LATE),
    Person("Kwame Mensah", "Support"),
    Person("Tilda Ek", "Support", PATCHY),
    Person("Hugo Blanc", "Support", MIDWEEK),
    Person("Stella Rinaldi", "Support"),
    # People and finance
    Person("Ruta Kazlauskas", "People and finance", leads=True, role="admin", login="admin"),
    Person("Piotr Zielinski", "People and finance", MIDWEEK),
    Person("Esme Doyle", "People and finance"),
    Person("Malik Traore", "People and finance", LATE),
    Person("Vera Simic", "Offices", leads=True),
)
