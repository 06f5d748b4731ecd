def first():
    api_key = "aK9x27Qwe81ZZ0pLm3Ty5"
    return api_key


def second():
    api_key = "bR4t66Yuo55AAh8Nn1Vc7"
    return api_key


def third():
    api_key = "aK9x27Qwe81ZZ0pLm3Ty5"
    return api_key


def handler(event, context):
    return [first(), second(), third()]
