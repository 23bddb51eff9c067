"""`bangban doctor`: each thing that can be wrong is named, with what to type; it changes nothing and sends nothing."""
