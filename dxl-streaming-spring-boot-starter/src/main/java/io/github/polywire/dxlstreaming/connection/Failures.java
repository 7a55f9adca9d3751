package io.github.polywire.dxlstreaming.connection;

import org.jspecify.annotations.Nullable;

/**
 * Looks into exceptions.
 */
final class Failures {

	private Failures() {
	}

	static boolean has(@Nullable Throwable failure, Class<? extends Throwable> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return true;
			}
		}
		return false;
	}

	static String describe(Throwable failure) {
		String message = failure.getMessage();
		String name = failure.getClass().getSimpleName();
		return (message != null) ? name + ": " + message : name;
	}

}
