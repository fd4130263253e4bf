<?php
// What the environment says: the variables Kubeless sets for a function.
class ShimSettings
{
    public string $module;
    public string $handler;
    public string $timeoutText;
    public float $timeout;
    public string $runtime;
    public string $memoryLimit;
    public string $port;
    public string $socket;
    public string $checksum;
    public string $pod;
    public string $volume;
    public int $mostBytes;

    public function __construct()
    {
        $this->module = getenv('MOD_NAME') ?: 'handler';
        $this->handler = getenv('FUNC_HANDLER') ?: 'handler';
        $this->timeoutText = getenv('FUNC_TIMEOUT') ?: '180';
        $this->timeout = (float) $this->timeoutText;
        $this->runtime = (string) getenv('FUNC_RUNTIME');
        $this->memoryLimit = (string) getenv('FUNC_MEMORY_LIMIT');
        $this->port = getenv('FUNC_PORT') ?: '8080';
        $this->socket = (string) getenv('FUNC_SOCKET');
        $this->checksum = (string) getenv('FUNC_CHECKSUM');
        $this->pod = (string) getenv('HOSTNAME');
        $this->volume = rtrim(getenv('KUBELESS_INSTALL_VOLUME') ?: '/kubeless', '/');
        $this->mostBytes = (int) (getenv('FUNC_MEMFILE_MAX') ?: 100 * 1024 * 1024);
    }

    // 1.0 -> '1 second'
    public function timeoutInWords(): string
    {
        return $this->timeout . ($this->timeout === 1.0 ? ' second' : ' seconds');
    }
}
