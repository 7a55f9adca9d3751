package io.github.polywire.natsmicro.listener;

/**
 * Matches subjects as the NATS server does.
 */
final class SubjectMatcher {

	private SubjectMatcher() {
	}

	static boolean matches(String pattern, String subject) {
		String[] expected = pattern.split("\\.", -1);
		String[] actual = subject.split("\\.", -1);
		for (int i = 0; i < expected.length; i++) {
			if (expected[i].equals(">")) {
				return actual.length > i;
			}
			if (i >= actual.length || (!expected[i].equals("*") && !expected[i].equals(actual[i]))) {
				return false;
			}
		}
		return expected.length == actual.length;
	}

}
