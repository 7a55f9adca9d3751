package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Thrown by a listener of lists to tell which record it failed at: those before it are
 * taken as handled, and only that one is retried, skipped or dead-lettered.
 */
public class DxlBatchException extends DxlStreamingException {

	private final int index;

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param index the index in the list of the record that was not handled
	 * @param cause the cause, or {@code null}
	 */
	public DxlBatchException(String message, int index, @Nullable Throwable cause) {
		super(message, cause);
		Assert.isTrue(index >= 0, "'index' must not be negative");
		this.index = index;
	}

	/**
	 * The index in the list of the record that was not handled.
	 * @return the index, from 0
	 */
	public int getIndex() {
		return this.index;
	}

}
