package io.github.polywire.showcase.page;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a network is reached, in words for somebody who sees the showcase for the first
 * time.
 *
 * @param status what it is in a word
 * @param text what it is in a sentence or two
 */
record ConnectionState(Status status, String text) {

	/**
	 * What a connection is in a word.
	 */
	enum Status {

		/** It was not needed yet. */
		@JsonProperty("idle")
		IDLE,

		/** It works. */
		@JsonProperty("up")
		UP,

		/** It is there, but does not carry what it should. */
		@JsonProperty("blocked")
		BLOCKED,

		/** It is not there. */
		@JsonProperty("down")
		DOWN

	}

}
