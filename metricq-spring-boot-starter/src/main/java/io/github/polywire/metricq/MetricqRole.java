package io.github.polywire.metricq;

import java.util.Locale;

/**
 * What an agent is to the network. Each role has a token and connections of its own.
 */
public enum MetricqRole {

	/** Asks the manager and other agents. */
	CLIENT,

	/** Sends points. */
	SOURCE,

	/** Gets points. */
	SINK,

	/** Asks databases for points of the past. */
	HISTORY,

	/** Makes points of points. */
	TRANSFORMER,

	/** Stores points and answers history requests: a database. */
	DB;

	/**
	 * The role's name in properties, tokens and connection names.
	 * @return for example {@code source}
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
