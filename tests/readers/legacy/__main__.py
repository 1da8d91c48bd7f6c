"""Make the files of this folder anew."""

from . import make_fixtures

make_fixtures()
