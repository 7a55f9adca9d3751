package io.github.polywire.metricq.network;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression from outside, which is found anywhere in a name. One that takes
 * too many steps, as nested repetitions do, fails instead of holding up the manager. Not
 * thread-safe.
 */
final class BoundedPattern implements Predicate<String> {

	private static final int MAX_LENGTH = 10_000;

	private static final long MAX_STEPS = 50_000_000;

	private final Pattern pattern;

	private long steps;

	/**
	 * Compiles an expression.
	 * @param expression the expression
	 * @throws ManagerException if it is none, or too long
	 */
	BoundedPattern(String expression) {
		if (expression.length() > MAX_LENGTH) {
			throw new ManagerException("the selector has more than " + MAX_LENGTH + " characters");
		}
		try {
			this.pattern = Pattern.compile(expression);
		}
		catch (PatternSyntaxException | StackOverflowError ex) {
			throw new ManagerException("the selector is no regular expression: " + ex.getMessage(), ex);
		}
	}

	@Override
	public boolean test(String name) {
		try {
			return this.pattern.matcher(new CountedText(name)).find();
		}
		catch (StackOverflowError ex) {
			throw new ManagerException("the selector is too complex: name metrics more simply", ex);
		}
	}

	/** Counts how often the matcher looks at a character. */
	private final class CountedText implements CharSequence {

		private final String text;

		private CountedText(String text) {
			this.text = text;
		}

		@Override
		public char charAt(int index) {
			if (++BoundedPattern.this.steps > MAX_STEPS) {
				throw new ManagerException("the selector takes too many steps: name metrics more simply");
			}
			return this.text.charAt(index);
		}

		@Override
		public int length() {
			return this.text.length();
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			return this.text.subSequence(start, end);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
