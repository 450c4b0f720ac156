"""What is done to a book as a whole for the sake of people: values erased, handed on, a book locked or wiped."""
