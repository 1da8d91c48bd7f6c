"""What people see: the commands of `gongkai`, how they print, and their sentences in Chinese and English."""
