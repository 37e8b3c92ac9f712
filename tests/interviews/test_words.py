"""What a reader sees of a sentence beside its words."""

from hubs.interviews.words import sign_features


def test_a_judgement_counts_three_times_beside_its_word():
    assert sign_features("cost\tRents are good").count("GOOD") == 3


def test_a_negation_turns_the_four_words_after_it():
    for others in range(5):
        said = sign_features(f"cost\tIt is not {'very ' * others}good")
        assert ("NOT_good" in said, "NOT_GOOD" in said, "GOOD" in said) == (others < 4, others < 4, others == 4)
