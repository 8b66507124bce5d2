"""How the lessons' pages are read and run: their fences, the code they quote, the commands they show."""
