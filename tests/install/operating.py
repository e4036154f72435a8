"""operating - the examples of examples/operate, as far as tools here can tell."""


def check_operating(test, build, temp):
    pass
