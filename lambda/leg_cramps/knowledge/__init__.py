"""What is known about leg cramps: tables of causes, red flags and advice; findings in, an assessment out."""
