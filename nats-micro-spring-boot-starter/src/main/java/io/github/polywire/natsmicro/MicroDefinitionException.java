package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * A service, an endpoint or a client is declared in a way that cannot work. The
 * application does not start.
 */
public class MicroDefinitionException extends NatsMicroException {

	private final String place;

	private final String fix;

	/**
	 * Creates an exception.
	 * @param place where the declaration is, usually a method
	 * @param problem what is wrong with it, a sentence without a full stop
	 * @param fix what to do about it, a sentence without a full stop
	 * @param cause the cause, or {@code null}
	 */
	public MicroDefinitionException(String place, String problem, String fix, @Nullable Throwable cause) {
		super(place + ": " + problem, cause);
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
	 * @return a sentence without a full stop
	 */
	public String getFix() {
		return this.fix;
	}

}
