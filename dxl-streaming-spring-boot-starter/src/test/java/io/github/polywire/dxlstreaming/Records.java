package io.github.polywire.dxlstreaming;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Answers to polls.
 */
public final class Records {

	private Records() {
	}

	public static String of(int partition, long... offsets) {
		StringBuilder all = new StringBuilder("{\"records\": [");
		for (long offset : offsets) {
			all.append((all.charAt(all.length() - 1) == '}') ? "," : "").append(one(partition, offset));
		}
		return all.append("]}").toString();
	}

	private static String one(int partition, long offset) {
		String payload = Base64.getEncoder()
			.encodeToString(("{\"n\": " + offset + "}").getBytes(StandardCharsets.UTF_8));
		return "{\"routingData\": {\"topic\": \"t\", \"shardingKey\": \"k\"}, \"message\": {\"headers\": {}, \"payload\": \""
				+ payload + "\"}, \"partition\": " + partition + ", \"offset\": " + offset + "}";
	}

}
