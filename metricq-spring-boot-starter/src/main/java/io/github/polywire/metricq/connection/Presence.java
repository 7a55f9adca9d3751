package io.github.polywire.metricq.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What every client tells those who look for clients.
 *
 * @param startedAt when the agent was first used
 */
record Presence(Instant startedAt) {

	/**
	 * The answer to {@code discover}, to which handlers may add.
	 * @return the results by name
	 */
	Map<String, Object> describe() {
		String version = Presence.class.getPackage().getImplementationVersion();
		Instant now = Instant.now();
		return Map.of("alive", true, "currentTime", now.toString(), "startingTime", this.startedAt.toString(), "uptime",
				Duration.between(this.startedAt, now).toNanos(), "metricqVersion",
				"polywire/" + ((version != null) ? version : "development"), "javaVersion",
				Runtime.version().toString(), "hostname", hostname());
	}

	private static String hostname() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "unknown";
		}
	}

}
