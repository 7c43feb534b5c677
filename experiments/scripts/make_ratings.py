"""Writes ratings.csv: a small data set with two kinds of users and two kinds of items. Reads its parameters from the environment."""
import csv
import os
import random

users = int(os.environ["PARAMETER_USERS"])
items = int(os.environ["PARAMETER_ITEMS"])
generator = random.Random(int(os.environ.get("PARAMETER_SEED", "0")))

with open("ratings.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["user", "item", "rating", "timestamp"])
    time = 1_600_000_000
    for user in range(users):
        for item in generator.sample(range(items), 20):
            likes = (user % 2) == (item % 2)
            rating = generator.choice([4, 5]) if likes else generator.choice([1, 2, 3])
            time += generator.randrange(1, 60)
            writer.writerow([f"user-{user}", f"item-{item}", rating, time])
print(f"wrote {users * 20} ratings")
