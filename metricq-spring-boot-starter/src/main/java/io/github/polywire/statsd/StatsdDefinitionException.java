package io.github.polywire.statsd;

import org.jspecify.annotations.Nullable;

/**
 * The connector is configured in a way that cannot work. The application does not start.
 */
public class StatsdDefinitionException extends StatsdException {

	private final String problem;

	private final String fix;

	/**
	 * Creates an exception.
	 * @param problem what is wrong, a sentence without a full stop
	 * @param fix what to do about it, a sentence without a full stop
	 * @param cause the cause, or {@code null}
	 */
	public StatsdDefinitionException(String problem, String fix, @Nullable Throwable cause) {
		super(problem + ". " + fix, cause);
		this.problem = problem;
		this.fix = fix;
	}

	/**
	 * What is wrong.
	 * @return a sentence without a full stop
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * What to do about it.
	 * @return a sentence without a full stop
	 */
	public String getFix() {
		return this.fix;
	}

}
