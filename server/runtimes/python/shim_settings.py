"""What the environment says: the variables Kubeless sets for a function."""


class Settings:
    def __init__(self, env):
        self.module = env.get('MOD_NAME', 'handler')
        self.handler = env.get('FUNC_HANDLER', 'handler')
        self.timeout = float(env.get('FUNC_TIMEOUT') or 180)
        self.runtime = env.get('FUNC_RUNTIME', '')
        self.memory_limit = env.get('FUNC_MEMORY_LIMIT', '0')
        self.port = int(env.get('FUNC_PORT') or 8080)
        self.socket = env.get('FUNC_SOCKET', '')
        self.checksum = env.get('FUNC_CHECKSUM', '')
        self.pod = env.get('HOSTNAME', '')
        self.volume = env.get('KUBELESS_INSTALL_VOLUME', '/kubeless').rstrip('/')
        # The names of the settings that users of upstream's Python runtime know.
        self.most_calls = int(env.get('CHERRYPY_NUMTHREADS') or 10)
        self.most_bytes = int(env.get('FUNC_MEMFILE_MAX') or 100 * 1024 * 1024)

    @property
    def file(self):
        return '%s/%s.py' % (self.volume, self.module)


def seconds(number):
    """1 -> '1 second', 2.5 -> '2.5 seconds'."""
    return '%g second%s' % (number, '' if number == 1 else 's')
