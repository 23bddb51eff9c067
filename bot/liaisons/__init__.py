"""Who answers for which place and matter."""
