package io.github.polywire.dxlstreaming;

import java.util.Locale;

/**
 * Where a consumer group starts in a partition in which it has committed nothing.
 */
public enum OffsetReset {

	/** At the end: only records that come later. */
	LATEST,

	/** At the oldest record that is kept. */
	EARLIEST,

	/** Nowhere: consuming fails until something is committed. */
	NONE;

	/**
	 * The value of {@code auto.offset.reset}.
	 * @return the name on the wire
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
