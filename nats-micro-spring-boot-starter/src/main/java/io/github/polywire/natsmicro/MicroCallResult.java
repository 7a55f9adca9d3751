package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How a request ended, as a value rather than by exception.
 *
 * @param <T> the type of the value
 * @param success whether an answer came that is no error and has a value of the type
 * asked for
 * @param code the code of the error that the service answered with, or {@code null}
 * @param value the value, if the request succeeded; it may be {@code null} even then
 * @param error why the request failed, {@code null} exactly if it succeeded
 */
public record MicroCallResult<T>(boolean success, @Nullable Integer code, @Nullable T value,
		@Nullable NatsMicroException error) {

	/**
	 * Creates a result.
	 * @throws IllegalArgumentException if there is an error beside success, or neither
	 */
	public MicroCallResult {
		Assert.isTrue(success == (error == null), "'error' must be null exactly if the request succeeded");
	}

	/**
	 * Creates the result of a request that succeeded.
	 * @param <T> the type of the value
	 * @param value the value
	 * @return the result
	 */
	public static <T> MicroCallResult<T> of(@Nullable T value) {
		return new MicroCallResult<>(true, null, value, null);
	}

	/**
	 * Creates the result of a request that failed.
	 * @param <T> the type of the value
	 * @param error why it failed
	 * @return the result
	 */
	public static <T> MicroCallResult<T> failed(NatsMicroException error) {
		Integer code = (error instanceof MicroServiceException service) ? service.getCode() : null;
		return new MicroCallResult<>(false, code, null, error);
	}

	/**
	 * The value, or the error thrown.
	 * @return the value, which may be {@code null}
	 * @throws NatsMicroException if the request failed
	 */
	public @Nullable T orElseThrow() {
		if (this.error != null) {
			throw this.error;
		}
		return this.value;
	}

}
