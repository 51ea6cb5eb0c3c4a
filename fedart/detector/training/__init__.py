"""How the detector's model is made: pictures are collected, seen by a backbone, and a head is fitted and examined."""
