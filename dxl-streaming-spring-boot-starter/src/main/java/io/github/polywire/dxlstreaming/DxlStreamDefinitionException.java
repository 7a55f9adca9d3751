package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * A listener is declared in a way that cannot work. The application does not start.
 */
public class DxlStreamDefinitionException extends DxlStreamingException {

	private final String place;

	private final String fix;

	/**
	 * Creates an exception.
	 * @param place where the declaration is, usually a method
	 * @param problem what is wrong with it, a sentence without a full stop
	 * @param fix what to do about it, a sentence
	 * @param cause the cause, or {@code null}
	 */
	public DxlStreamDefinitionException(String place, String problem, String fix, @Nullable Throwable cause) {
		super(place + ": " + problem + ". " + fix, cause);
		this.place = place;
		this.fix = fix;
	}

	/**
	 * Where the declaration is.
	 * @return usually a method
	 */
	public String getPlace() {
		return this.place;
	}

	/**
	 * What to do about it.
	 * @return a sentence
	 */
	public String getFix() {
		return this.fix;
	}

}
